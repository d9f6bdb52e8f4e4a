import type { components } from "./schema";

/** Names of the API's types: `Schemas["CourseCard"]`. */
export type Schemas = components["schemas"];
