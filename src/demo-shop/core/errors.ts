/** A refusal as WordPress serialises it: `{code, message, data:{status, …}}`. */
export type RestError = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** The whole `data` member; an object with `status`, or (refunds only) a bare number. */
  readonly data: Readonly<Record<string, unknown>> | number;
  /** WordPress appends `additional_errors` only to fatal errors here. */
  readonly withAdditionalErrors?: boolean;
};

export type Done<T> = { readonly ok: true; readonly value: T };
export type Refused = { readonly ok: false; readonly error: RestError };
/** What an operation of the shop returns: a value, or the error body that the API would send. */
export type Outcome<T> = Done<T> | Refused;

export function done<T>(value: T): Done<T> {
  return { ok: true, value };
}

/** Builds a refusal; `extra` joins `data` after `status`. */
export function refuse(
  status: number,
  code: string,
  message: string,
  extra: Readonly<Record<string, unknown>> = {},
): Refused {
  return { ok: false, error: { status, code, message, data: { status, ...extra } } };
}

/** Refund failures carry `data: 500`, a number, as the real server does. */
export function refuseRefund(message: string): Refused {
  return {
    ok: false,
    error: { status: 500, code: 'woocommerce_rest_cannot_create_order_refund', message, data: 500 },
  };
}

/** A PHP fatal error, as WordPress' recovery mode reports it to REST clients. */
export function fatal(): Refused {
  return {
    ok: false,
    error: {
      status: 500,
      code: 'internal_server_error',
      message:
        '<p>There has been a critical error on this website.</p><p><a href="https://wordpress.org/documentation/article/faq-troubleshooting/">Learn more about troubleshooting WordPress.</a></p>',
      data: { status: 500 },
      withAdditionalErrors: true,
    },
  };
}

export function errorBody(error: RestError): Record<string, unknown> {
  const body: Record<string, unknown> = { code: error.code, message: error.message, data: error.data };
  if (error.withAdditionalErrors === true) body['additional_errors'] = [];
  return body;
}

export function noRoute(): Refused {
  return refuse(404, 'rest_no_route', 'No route was found matching the URL and request method.');
}

export function missingParams(names: readonly string[]): Refused {
  return refuse(400, 'rest_missing_callback_param', `Missing parameter(s): ${names.join(', ')}`, { params: names });
}

export type ParamProblem = { readonly code: string; readonly message: string; readonly data: unknown };

/** `rest_invalid_param` with the text per field in `params` and the machine-readable cause in `details`. */
export function invalidParams(problems: ReadonlyMap<string, ParamProblem>): Refused {
  const params: Record<string, string> = {};
  const details: Record<string, unknown> = {};
  for (const [name, problem] of problems) {
    params[name] = problem.message;
    details[name] = { code: problem.code, message: problem.message, data: problem.data };
  }
  return refuse(400, 'rest_invalid_param', `Invalid parameter(s): ${[...problems.keys()].join(', ')}`, {
    params,
    details,
  });
}
