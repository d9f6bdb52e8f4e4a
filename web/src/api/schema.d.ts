export interface paths {
  "/auth/refresh": { post: { responses: { 200: { content: { "application/json": components["schemas"]["SignedInOut"] } } } } };
  "/auth/sign-in": { post: { requestBody: { content: { "application/json": components["schemas"]["SignIn"] } }; responses: { 200: { content: { "application/json": components["schemas"]["SignedInOut"] } } } } };
  "/auth/sign-up": { post: { requestBody: { content: { "application/json": components["schemas"]["SignUp"] } }; responses: { 200: { content: { "application/json": components["schemas"]["SignedInOut"] } } } } };
  "/auth/sign-out": { post: { responses: { 204: { content?: never } } } };
  "/me": { get: { responses: { 200: { content: { "application/json": components["schemas"]["MeOut"] } } } } };
}
export interface components {
  schemas: {
    SignedInOut: { access_token: string; expires_in_s: number };
    SignIn: { email: string; password: string };
    SignUp: { name: string; email: string; password: string };
    MeOut: { id: string; name: string; email: string; role: "student" | "teacher" | "admin" };
  };
}
