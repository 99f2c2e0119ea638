export { default as catalog } from "./catalog.js";
export { check } from "./checker.js";
