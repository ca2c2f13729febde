export function AlertsScreen() {
  return <p>Alerts</p>;
}
