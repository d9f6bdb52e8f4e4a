import type { CSSVariablesResolver, MantineColorsTuple } from "@mantine/core";
import { Checkbox, createTheme, Input, InputWrapper, Menu, Modal, Drawer, PasswordInput, Select } from "@mantine/core";

import field from "./field.module.css";
import float from "./float.module.css";

/** Each colour is ten times the same property: we do not use Mantine's shades, a shade with a meaning is a token. */
const ten = (token: string) => Array.from({ length: 10 }, () => `var(--${token})`) as unknown as MantineColorsTuple;

/** Tells Mantine which of our properties to use; the values stand in `tokens.css` alone. */
export const theme = createTheme({
  fontFamily: "var(--font-ui)",
  fontFamilyMonospace: "var(--font-code)",
  headings: {
    fontFamily: "var(--font-ui)",
    fontWeight: "650",
    sizes: {
      h1: { fontSize: "var(--t-h1)", lineHeight: "var(--lh-h1)" },
      h2: { fontSize: "var(--t-h2)", lineHeight: "var(--lh-h2)" },
      h3: { fontSize: "var(--t-h3)", lineHeight: "var(--lh-h3)" },
      h4: { fontSize: "var(--t-h4)", lineHeight: "var(--lh-h4)" },
    },
  },
  fontSizes: { xs: "var(--t-xs)", sm: "var(--t-sm)", md: "var(--t-md)", lg: "var(--t-lg)", xl: "var(--t-h4)" },
  lineHeights: { xs: "var(--lh-xs)", sm: "var(--lh-sm)", md: "var(--lh-md)", lg: "var(--lh-lg)", xl: "var(--lh-h4)" },
  spacing: { xs: "var(--s-2)", sm: "var(--s-3)", md: "var(--s-4)", lg: "var(--s-6)", xl: "var(--s-8)" },
  radius: { xs: "var(--r-tape)", sm: "var(--r-tag)", md: "var(--r-control)", lg: "var(--r-card)", xl: "var(--r-sheet)" },
  shadows: { xs: "var(--shadow-1)", md: "var(--shadow-2)", xl: "var(--shadow-3)" },
  breakpoints: { xs: "30em", sm: "48em", md: "64em", lg: "80em", xl: "100em" },
  defaultRadius: "md",
  colors: {
    ink: ten("ink"),
    lamp: ten("lamp"),
    board: ten("accent"),
    positive: ten("positive"),
    warning: ten("warning"),
    danger: ten("danger"),
  },
  primaryColor: "ink",
  autoContrast: false,
  focusRing: "auto",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Input: Input.extend({ classNames: { input: field.input, section: field.section } }),
    InputWrapper: InputWrapper.extend({
      classNames: { root: field.root, label: field.label, description: field.hint, error: field.error, required: field.required },
      defaultProps: { inputWrapperOrder: ["label", "input", "description", "error"], withAsterisk: false },
    }),
    PasswordInput: PasswordInput.extend({ classNames: { input: field.passwordBox, innerInput: field.innerInput, visibilityToggle: field.eye } }),
    Select: Select.extend({
      classNames: { dropdown: float.menu, option: float.option },
      defaultProps: { allowDeselect: false, checkIconPosition: "right" },
    }),
    Checkbox: Checkbox.extend({
      classNames: { root: field.check, body: field.checkBody, input: field.checkBox, icon: field.checkIcon, label: field.checkLabel, description: field.checkHint },
    }),
    Menu: Menu.extend({
      classNames: { dropdown: float.menu, item: float.item, label: float.label, divider: float.divider, itemSection: float.itemSection },
      defaultProps: { position: "bottom-end", offset: 6, zIndex: "var(--z-overlay)" },
    }),
    Modal: Modal.extend({ classNames: { content: float.dialog, header: float.head, title: float.title, body: float.body, overlay: float.scrim } }),
    Drawer: Drawer.extend({ classNames: { content: float.drawer, header: float.head, title: float.title, body: float.body, overlay: float.scrim } }),
  },
});

const ours = {
  "--mantine-color-body": "var(--ground)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-dimmed": "var(--muted)",
  "--mantine-color-placeholder": "var(--muted)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--hover)",
  "--mantine-color-default-color": "var(--text)",
  "--mantine-color-default-border": "var(--line-strong)",
  "--mantine-color-anchor": "var(--accent)",
  "--mantine-color-error": "var(--danger)",
  "--mantine-color-disabled": "var(--sunken)",
  "--mantine-color-disabled-color": "var(--muted)",
  "--mantine-color-disabled-border": "var(--line)",
  "--mantine-primary-color-filled": "var(--ink)",
  "--mantine-primary-color-filled-hover": "var(--ink-hover)",
  "--mantine-primary-color-contrast": "var(--on-ink)",
};

/** Equal entries for both schemes: the tokens themselves switch. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, light: ours, dark: ours });
