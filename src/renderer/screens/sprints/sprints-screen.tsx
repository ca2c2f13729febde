export function SprintsScreen() {
  return <p>Sprints</p>;
}
