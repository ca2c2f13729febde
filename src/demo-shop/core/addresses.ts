import { recordOf } from './list.ts';
import { toText } from './php.ts';
import { object, text } from './schema.ts';
import type { Address, BillingAddress } from './types.ts';

export const address = {
  first_name: text,
  last_name: text,
  company: text,
  address_1: text,
  address_2: text,
  city: text,
  state: text,
  postcode: text,
  country: text,
  phone: text,
};

export const addressSchema = object(address);

export const billingSchema = object({ ...address, email: { type: 'string', format: 'email' } });

export function shownAddress(value: Address | BillingAddress): Record<string, string> {
  const shown: Record<string, string> = {
    first_name: value.first_name,
    last_name: value.last_name,
    company: value.company,
    address_1: value.address_1,
    address_2: value.address_2,
    city: value.city,
    postcode: value.postcode,
    country: value.country,
    state: value.state,
  };
  if ('email' in value) shown['email'] = value.email;
  shown['phone'] = value.phone;
  return shown;
}

export const EMPTY_ADDRESS: Address = {
  first_name: '',
  last_name: '',
  company: '',
  address_1: '',
  address_2: '',
  city: '',
  state: '',
  postcode: '',
  country: '',
  phone: '',
};

/** Addresses merge field by field; unknown fields fall away. */
export function mergeAddress<T extends Address | BillingAddress>(before: T, written: unknown): T {
  const fields = recordOf(written);
  const merged: Record<string, string> = { ...before };
  for (const name of Object.keys(before))
    if (fields[name] !== undefined && fields[name] !== null) merged[name] = toText(fields[name]).replaceAll('\\', '');
  return merged as unknown as T;
}
