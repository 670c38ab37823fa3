/** Read out when it changes, without taking the focus. */
export function Announcement({ text }: { readonly text: string }) {
  return (
    <p class="announcement" role="status" aria-live="polite">
      {text}
    </p>
  );
}
