import type { ComponentChildren } from 'preact';

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onClick?: () => void;
  readonly kind?: 'plain' | 'primary' | 'danger' | 'quiet';
  readonly type?: 'button' | 'submit';
  /** Under way: it cannot be pressed again, and says so. */
  readonly isBusy?: boolean;
  /** Why it cannot be used now; shown and read out. */
  readonly disabledBecause?: string | undefined;
  readonly label?: string;
  /** Id of the form that it submits, where it stands outside of it. */
  readonly form?: string;
}

/** Stays focusable when it cannot be used, so that its reason can be read. */
export function Button(props: ButtonProps) {
  const {
    children,
    onClick,
    kind = 'plain',
    type = 'button',
    isBusy = false,
    disabledBecause,
    label,
    form,
  } = props;
  const isOff = isBusy || disabledBecause !== undefined;
  return (
    <button
      type={type}
      form={form}
      class={`button button-${kind}`}
      aria-disabled={isOff}
      aria-busy={isBusy}
      aria-label={
        disabledBecause === undefined || label === undefined ? label : `${label}: ${disabledBecause}`
      }
      title={disabledBecause}
      onClick={(event) => {
        if (isOff) event.preventDefault();
        else onClick?.();
      }}
    >
      {children}
      {isBusy ? ' …' : ''}
    </button>
  );
}
