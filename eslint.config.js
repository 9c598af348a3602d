// @ts-check
/* What eslint asks of the pages' scripts and their tests, beyond what tsc finds. */

import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: [".venv/", "build/", "dist/", "docs/", "outputs/", "site/"] },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: "error",
      "func-style": ["error", "declaration", { allowArrowFunctions: true }],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-unused-expressions": "error",
      "no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "no-use-before-define": ["error", { functions: false, variables: false }],
      "no-var": "error",
      "object-shorthand": "error",
      "one-var": ["error", "never"],
      "prefer-const": "error",
    },
  },
  {
    files: ["jevons_sim/{classroom,explorer,web}/**"],
    languageOptions: { globals: globals.browser },
    rules: { "no-restricted-globals": ["error", "name", "event", "status", "origin", "top"] },
  },
  {
    // Coefficients stand as they were published; the step is written as Python writes it.
    files: ["jevons_sim/twin/**"],
    rules: { "no-loss-of-precision": "off", "no-useless-assignment": "off" },
  },
  { files: ["tests/**"], languageOptions: { globals: globals.node } },
];
