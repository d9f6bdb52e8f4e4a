import { notifications } from "@mantine/notifications";

import css from "./toast.module.css";

interface ToastAction {
  label: string;
  run: () => void;
}

/** One line about what happened elsewhere or can be undone. What was done here is shown here, not in a toast. */
export function toast(words: string, action?: ToastAction): void {
  const id = crypto.getRandomValues(new Uint32Array(1)).join();
  notifications.show({
    id,
    classNames: { root: css.toast, body: css.inside, description: css.words, closeButton: css.close },
    message:
      action === undefined ? (
        words
      ) : (
        <span className={css.row}>
          {words}
          <button
            type="button"
            className={css.action}
            onClick={() => {
              notifications.hide(id);
              action.run();
            }}
          >
            {action.label}
          </button>
        </span>
      ),
  });
}
