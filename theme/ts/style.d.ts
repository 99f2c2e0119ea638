// A style sheet that a script imports is its text, bundled (bundle.go).
declare module "*.css" {
  const text: string;
  export default text;
}
