import { readdirSync } from "node:fs";

import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

const features = readdirSync("src/features", { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);

/** A layer may not import what stands above it: `ui, lib, api, i18n → features → app`. */
const forbid = (files, group, message) => ({
  files,
  rules: { "no-restricted-imports": ["error", { patterns: [{ group: [...group, "../*"], message }] }] },
});

export default tseslint.config(
  { ignores: ["dist", "public", "src/api/schema.d.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  reactHooks.configs.flat["recommended-latest"],
  jsxA11y.flatConfigs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      // The list role is restored where list-style: none would lose it (VoiceOver).
      "jsx-a11y/no-redundant-roles": ["error", { ul: ["list"], ol: ["list"] }],
      "no-console": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  forbid(["src/{ui,lib,api,i18n}/**"], ["@/features/*", "@/app/*"], "The foundation knows no feature and no page; parts are imported by @/, never by ../"),
  forbid(["src/{lib,i18n}/**"], ["@/features/*", "@/app/*", "@/ui/*", "@/api/*"], "Helpers stand lowest"),
  ...features.map((name) =>
    forbid(
      [`src/features/${name}/**`],
      ["@/app/*", "@/features/*", `!@/features/${name}`, `!@/features/${name}/**`],
      "A feature imports no other feature; routes compose them. Parts are imported by @/, never by ../",
    ),
  ),
);
