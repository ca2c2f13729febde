import type { CentralCheck } from '../../../shared/contract/central-setup.ts';
import { m } from '../../paraglide/messages.js';

/** The settings that keep bound parameters out of a server's log. */
const LOG_SETTINGS = 'log_parameter_max_length, log_parameter_max_length_on_error';

export function wordCheck(name: CentralCheck['name']): string {
  switch (name) {
    case 'server-version':
      return m.admin_check_server_version();
    case 'tls':
      return m.admin_check_tls();
    case 'parameters-in-logs':
      return m.admin_check_parameters_in_logs();
    case 'extensions':
      return m.admin_check_extensions();
    case 'clock':
      return m.admin_check_clock();
    case 'schema':
      return m.admin_check_schema();
    case 'row-level-security':
      return m.admin_check_row_level_security();
    case 'default-privileges':
      return m.admin_check_default_privileges();
    case 'public-schema':
      return m.admin_check_public_schema();
    default:
      return name satisfies never;
  }
}

/** What to do about a check that is not well. */
export function adviceOf(name: CentralCheck['name']): string {
  switch (name) {
    case 'server-version':
      return m.admin_advice_server_version();
    case 'tls':
      return m.admin_advice_tls();
    case 'parameters-in-logs':
      return m.admin_advice_parameters_in_logs({ settings: LOG_SETTINGS });
    case 'extensions':
      return m.admin_advice_extensions();
    case 'clock':
      return m.admin_advice_clock();
    case 'schema':
      return m.admin_advice_schema();
    case 'row-level-security':
      return m.admin_advice_row_level_security();
    case 'default-privileges':
      return m.admin_advice_default_privileges();
    case 'public-schema':
      return m.admin_advice_public_schema();
    default:
      return name satisfies never;
  }
}
