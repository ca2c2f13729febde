export function TimeScreen() {
  return <p>Time</p>;
}
