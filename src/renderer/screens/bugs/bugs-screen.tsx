export function BugsScreen() {
  return <p>Bugs</p>;
}
