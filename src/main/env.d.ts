/** electron-vite bundles the named file for itself and puts its path in place of this import. */
declare module '*?modulePath' {
  const path: string;
  export default path;
}
