import { Eye, EyeOff, Search, X } from 'lucide-react';
import { useState, type KeyboardEventHandler, type ReactNode, type Ref } from 'react';
import { Group } from 'react-aria-components/Group';
import { SearchField as AriaSearchField } from 'react-aria-components/SearchField';
import { TextArea } from 'react-aria-components/TextArea';
import { Input, TextField as AriaTextField } from 'react-aria-components/TextField';
import { m } from '../paraglide/messages.js';
import { IconButton } from './button.tsx';
import { classes } from './class-names.ts';
import { BOX_STATES, boxClasses, FieldFoot, FieldLabel, type FieldSize } from './field-parts.tsx';
import { Icon, type IconShape } from './icon.tsx';

export type TextFieldProps = {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Visible label; where a table or a row already names the field give `ariaLabel` instead. */
  readonly label?: string;
  readonly ariaLabel?: string;
  readonly type?: 'text' | 'password' | 'url' | 'email';
  readonly size?: FieldSize;
  readonly icon?: IconShape;
  /** Unit or hint at the end of the box: `kg`, `₪`. */
  readonly unit?: ReactNode;
  readonly hint?: ReactNode;
  readonly placeholder?: string;
  /** The refusal in words; turns the border red. */
  readonly error?: string | null;
  /** The last agreed value: paints the field gold and shows “was …”. */
  readonly changedFrom?: string | null;
  /** Codes, keys and addresses: left to right in every language. */
  readonly isCode?: boolean;
  readonly isMono?: boolean;
  /** Prices and counts: aligned at the physical right. */
  readonly isFigure?: boolean;
  readonly isDisabled?: boolean;
  readonly isReadOnly?: boolean;
  readonly isRequired?: boolean;
  readonly autoFocus?: boolean;
  readonly name?: string;
  readonly maxLength?: number;
  readonly onBlur?: () => void;
  readonly onKeyDown?: KeyboardEventHandler<HTMLInputElement>;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly className?: string;
};

/** One line of text. */
export function TextField(props: TextFieldProps) {
  const { label, ariaLabel, size = 'normal', error, changedFrom, type = 'text' } = props;
  const [isShown, setShown] = useState(false);
  const isChanged = changedFrom !== undefined && changedFrom !== null;
  return (
    <AriaTextField
      value={props.value}
      onChange={props.onChange}
      type={isShown ? 'text' : type}
      isInvalid={Boolean(error)}
      isDisabled={props.isDisabled ?? false}
      isReadOnly={props.isReadOnly ?? false}
      isRequired={props.isRequired ?? false}
      autoComplete="off"
      spellCheck="false"
      validationBehavior="aria"
      {...(ariaLabel ? { 'aria-label': ariaLabel } : {})}
      {...(props.name ? { name: props.name } : {})}
      {...(props.autoFocus ? { autoFocus: true } : {})}
      {...(props.maxLength ? { maxLength: props.maxLength } : {})}
      {...(props.onBlur ? { onBlur: props.onBlur } : {})}
      className={classes('flex min-w-0 flex-col gap-1', props.className)}
    >
      {label ? <FieldLabel>{label}</FieldLabel> : null}
      <Group
        isInvalid={Boolean(error)}
        isDisabled={props.isDisabled ?? false}
        className={classes(boxClasses(size, isChanged), BOX_STATES)}
      >
        {props.icon ? <Icon of={props.icon} className="text-text-3" /> : null}
        <Input
          {...(props.inputRef ? { ref: props.inputRef } : {})}
          {...(props.placeholder ? { placeholder: props.placeholder } : {})}
          {...(props.onKeyDown ? { onKeyDown: props.onKeyDown } : {})}
          {...(props.isCode ? { dir: 'ltr' } : props.isFigure ? {} : { dir: 'auto' })}
          className={classes(
            'min-w-0 flex-1 bg-transparent focus-visible:shadow-none rtl:text-right',
            props.isMono && 'font-mono text-small',
            props.isFigure && 'figures',
          )}
        />
        {isChanged ? (
          <span className="shrink-0 text-small text-text-3">{m.common_was({ value: changedFrom })}</span>
        ) : null}
        {props.unit ? <span className="shrink-0 text-small text-text-3">{props.unit}</span> : null}
        {type === 'password' ? (
          <IconButton
            size="small"
            className="-me-1.5"
            label={isShown ? m.common_hide_secret() : m.common_show_secret()}
            icon={isShown ? Eye : EyeOff}
            onPress={() => setShown(!isShown)}
          />
        ) : null}
      </Group>
      <FieldFoot hint={props.hint} error={error} />
    </AriaTextField>
  );
}

export type TextAreaFieldProps = Pick<
  TextFieldProps,
  'value' | 'onChange' | 'label' | 'ariaLabel' | 'hint' | 'error' | 'placeholder' | 'isDisabled' | 'className'
> & {
  readonly rows?: number;
  readonly autoFocus?: boolean;
  readonly areaRef?: Ref<HTMLTextAreaElement>;
  readonly onKeyDown?: KeyboardEventHandler<HTMLTextAreaElement>;
};

/** Several lines of text. */
export function TextAreaField(props: TextAreaFieldProps) {
  const { label, ariaLabel, error, rows = 3 } = props;
  return (
    <AriaTextField
      value={props.value}
      onChange={props.onChange}
      isInvalid={Boolean(error)}
      isDisabled={props.isDisabled ?? false}
      validationBehavior="aria"
      {...(ariaLabel ? { 'aria-label': ariaLabel } : {})}
      className={classes('flex min-w-0 flex-col gap-1', props.className)}
    >
      {label ? <FieldLabel>{label}</FieldLabel> : null}
      <TextArea
        rows={rows}
        dir="auto"
        {...(props.autoFocus ? { autoFocus: true } : {})}
        {...(props.areaRef ? { ref: props.areaRef } : {})}
        {...(props.onKeyDown ? { onKeyDown: props.onKeyDown } : {})}
        {...(props.placeholder ? { placeholder: props.placeholder } : {})}
        className={classes(
          'tint w-full resize-none rounded-r2 border border-control bg-surface px-2.5 py-1.5',
          'hovered:border-text-2 focused:border-focus focused:shadow-[0_0_0_1px_var(--focus)]',
          'refused:border-danger off:border-divider off:bg-sunken off:text-text-off',
        )}
      />
      <FieldFoot hint={props.hint} error={error} />
    </AriaTextField>
  );
}

/** Search as you type: the magnifier at the start, the cross at the end, Escape clears. */
export function SearchField({
  value,
  onChange,
  label,
  placeholder,
  size = 'small',
  onLeave,
  inputRef,
  className,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label: string;
  readonly placeholder?: string;
  readonly size?: FieldSize;
  readonly onLeave?: () => void;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly className?: string;
}) {
  return (
    <AriaSearchField
      aria-label={label}
      value={value}
      onChange={onChange}
      {...(onLeave ? { onBlur: onLeave } : {})}
      className={classes('min-w-0', className)}
    >
      <Group className={classes(boxClasses(size, false), BOX_STATES)}>
        <Icon of={Search} size={14} className="text-text-3" />
        <Input
          {...(inputRef ? { ref: inputRef } : {})}
          placeholder={placeholder ?? label}
          dir="auto"
          className="min-w-0 flex-1 bg-transparent text-small focus-visible:shadow-none rtl:text-right [&::-webkit-search-cancel-button]:hidden"
        />
        {value === '' ? null : (
          <IconButton
            size="small"
            className="-me-2"
            label={m.common_clear_search()}
            icon={X}
            onPress={() => onChange('')}
          />
        )}
      </Group>
    </AriaSearchField>
  );
}
