import { useState } from "react";
import { TextInput } from "@mantine/core";

interface NumberFieldProps {
  label: string;
  description?: string | undefined;
  value: number | null;
  min: number;
  max: number;
  /** Said when the number does not fit. */
  wrong: string;
  error?: string | undefined;
  onDone: (value: number) => void;
}

/** A whole number, taken when the field is left or Enter is pressed: half a number is not saved. */
export function NumberField({ label, description, value, min, max, wrong, error, onDone }: NumberFieldProps) {
  const [typed, setTyped] = useState<string>();
  const number = Number((typed ?? "").replace(/\s/g, ""));
  const fits = typed === undefined || (typed.trim() !== "" && Number.isInteger(number) && number >= min && number <= max);
  const done = () => {
    if (typed === undefined || !fits) return;
    setTyped(undefined);
    if (number !== value) onDone(number);
  };
  return (
    <TextInput
      label={label}
      description={description}
      inputMode="numeric"
      autoComplete="off"
      value={typed ?? (value === null ? "" : String(value))}
      error={fits ? error : wrong}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === "Enter") done();
        if (event.key === "Escape") setTyped(undefined);
      }}
    />
  );
}
