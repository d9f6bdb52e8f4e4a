import { useState } from "react";
import type { TextInputProps } from "@mantine/core";
import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { pointsText, readPoints } from "@/features/quizzes/points";

type PointsInputProps = Omit<TextInputProps, "value" | "onChange"> & {
  /** In hundredths; NaN while what is typed is no number. */
  value: number;
  onChange: (points: number) => void;
};

/** Hundredths, of points or of percent, as people type them: «1,5». */
export function PointsInput({ value, onChange, ...rest }: PointsInputProps) {
  const { i18n } = useTranslation();
  const [typed, setTyped] = useState<string>();
  return (
    <TextInput
      inputMode="decimal"
      {...rest}
      value={typed ?? (Number.isFinite(value) ? pointsText(value, i18n.language) : "")}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(readPoints(event.target.value) ?? Number.NaN);
      }}
      onBlur={() => Number.isFinite(value) && setTyped(undefined)}
    />
  );
}
