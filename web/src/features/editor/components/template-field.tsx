import { useId } from "react";
import { useTranslation } from "react-i18next";

import { API } from "@/api/plain";
import type { CourseEdit } from "@/features/editor/api/course";
import { cx } from "@/ui/cx";

import css from "./template-field.module.css";

const TEMPLATES = ["tape", "frame", "column"] as const;

/** What certificates of the course look like, each shown with the school's name and a made-up person. */
export function TemplateField({ course, onChoose }: { course: CourseEdit; onChoose: (template: CourseEdit["certificate_template"]) => void }) {
  const { t } = useTranslation();
  const name = useId();
  const language = course.language === "ru" ? "ru" : "en";
  return (
    <fieldset className={css.field}>
      <legend>{t("editor:course.template")}</legend>
      <div className={css.choices}>
        {TEMPLATES.map((template) => (
          <label key={template} className={cx(css.choice, course.certificate_template === template && css.chosen)}>
            <input type="radio" name={name} className="sr" checked={course.certificate_template === template} onChange={() => onChoose(template)} />
            <img src={`${API}/certificate-templates/${template}?language=${language}`} alt="" loading="lazy" />
            <span>{t(`editor:course.templates.${template}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
