import { TeachPage as Courses } from "@/features/dashboard/pages/teach-page";
import { Bin } from "@/features/editor/components/bin";

/** What the viewer teaches, and below it what can be brought back from the bin. */
export function TeachPage() {
  return (
    <>
      <Courses />
      <Bin />
    </>
  );
}
