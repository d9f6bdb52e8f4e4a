import { MyCertificates } from "@/features/certificates/components/my-certificates";
import { CabinetPage as Learning } from "@/features/dashboard/pages/cabinet-page";

/** What the person learns, and what they have earned. */
export function CabinetPage() {
  return (
    <>
      <Learning />
      <MyCertificates />
    </>
  );
}
