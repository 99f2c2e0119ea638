export { default as catalog } from "./catalog.js";
export * from "./checker.js";
