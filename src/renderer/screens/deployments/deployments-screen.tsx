export function DeploymentsScreen() {
  return <p>Deployments</p>;
}
