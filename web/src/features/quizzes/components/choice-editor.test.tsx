import { useState } from "react";
import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { Choice } from "@/features/quizzes/model";
import { newQuestion } from "@/features/quizzes/new-question";
import { validate } from "@/features/quizzes/validate";
import { startI18n } from "@/i18n/i18n";
import { theme } from "@/ui/theme";

import { ChoiceEditor } from "./choice-editor";

function Editor({ onChange }: { onChange: (choice: Choice) => void }) {
  const [choice, setChoice] = useState<Choice>({ options: ["Adam", "SGD", "Bubble sort"].map((text, n) => ({ id: `o${n}`, text, right: n < 2 })) });
  const mistakes = validate({ ...newQuestion("multiple"), prompt: "?", body: { kind: "multiple", ...choice } });
  const change = (next: Choice) => {
    setChoice(next);
    onChange(next);
  };
  return <ChoiceEditor choice={choice} many partial at="body" mistakes={mistakes} onChange={change} />;
}

test("each option has a share of its own once it is asked for, and what does not add up is said there", async () => {
  await startI18n("en");
  let kept: Choice = { options: [] };
  render(
    <MantineProvider theme={theme} env="test">
      <Editor onChange={(choice) => (kept = choice)} />
    </MantineProvider>,
  );
  const user = userEvent.setup();
  expect(screen.queryByLabelText("Share of option 1, %")).not.toBeInTheDocument();
  await user.click(screen.getByLabelText("Own share for each option"));
  expect(screen.getByLabelText("Share of option 1, %")).toHaveValue("50");
  expect(screen.getByLabelText("Share of option 3, %")).toHaveValue("-50");

  const first = screen.getByLabelText("Share of option 1, %");
  await user.clear(first);
  await user.type(first, "70,5");
  expect(screen.getByText("The shares of the right options do not add up to 100%")).toBeVisible();
  expect(screen.getByText("Right options together: 120.5%")).toBeVisible();
  expect(first).toBeInvalid();
  const second = screen.getByLabelText("Share of option 2, %");
  await user.clear(second);
  await user.type(second, "29.5");
  expect(first).toBeValid();
  expect(kept.options.map(({ share }) => share)).toEqual([7050, 2950, -5000]);

  // Nothing that was typed is lost when another option becomes right: it takes what is left.
  await user.click(screen.getByLabelText("Option 2 is right"));
  await user.click(screen.getByLabelText("Option 3 is right"));
  expect(kept.options.map(({ share }) => share)).toEqual([7050, 0, 2950]);

  await user.click(screen.getByLabelText("Own share for each option"));
  expect(JSON.stringify(kept)).not.toContain("share");
});
