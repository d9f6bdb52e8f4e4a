/** The mark: a lectern with a lamp. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg viewBox="0 0 28 28" width={size} height={size} aria-hidden="true">
      <path d="M4 12.5 22.5 6l1.2 3.6L5.2 16z" fill="currentColor" />
      <path d="M14 14.5V23M8.5 23.6h11" stroke="currentColor" strokeWidth="2.6" strokeLinecap="round" fill="none" />
      <circle cx="24" cy="3.6" r="2.6" fill="#FFC63A" stroke="currentColor" strokeWidth="1" />
    </svg>
  );
}
