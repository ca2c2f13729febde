import type { ShopState } from './state.ts';

const WOO_TABLES =
  'sessions api_keys attribute_taxonomies downloadable_product_permissions order_items order_itemmeta tax_rates tax_rate_locations shipping_zones shipping_zone_locations shipping_zone_methods payment_tokens payment_tokenmeta log'.split(
    ' ',
  );
const OTHER_TABLES =
  'actionscheduler_actions actionscheduler_claims actionscheduler_groups actionscheduler_logs commentmeta comments links options postmeta posts termmeta terms term_relationships term_taxonomy usermeta users wc_admin_notes wc_admin_note_actions wc_category_lookup wc_customer_lookup wc_download_log wc_orders wc_orders_meta wc_order_addresses wc_order_coupon_lookup wc_order_operational_data wc_order_product_lookup wc_order_stats wc_order_tax_lookup wc_product_attributes_lookup wc_product_download_directories wc_product_meta_lookup wc_rate_limits wc_reserved_stock wc_tax_rate_classes wc_webhooks'.split(
    ' ',
  );

function tables(prefix: string, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.map((name) => [`${prefix}${name}`, { data: '0.02', index: '0.03', engine: 'InnoDB' }]),
  );
}

function environment(state: ShopState): Record<string, unknown> {
  const { config } = state;
  return {
    home_url: config.baseUrl,
    site_url: config.baseUrl,
    store_id: '2f1d6c1e-0f6a-4b52-9a1b-6f0c5a7be001',
    version: config.wooVersion,
    log_directory: '/srv/shop/wp-content/uploads/wc-logs/',
    log_directory_writable: true,
    wp_version: config.wpVersion,
    wp_multisite: false,
    wp_memory_limit: 536_870_912,
    wp_debug_mode: false,
    wp_cron: true,
    wp_environment_type: 'production',
    language: 'en_US',
    external_object_cache: null,
    server_info: 'nginx/1.22.1',
    server_architecture: 'Linux x86_64',
    php_version: '8.2.35',
    php_post_max_size: 67_108_864,
    php_max_execution_time: 300,
    php_max_input_vars: 1000,
    curl_version: '7.88.1, OpenSSL/3.0.19',
    suhosin_installed: false,
    max_upload_size: 67_108_864,
    mysql_version: '10.11.19',
    mysql_version_string: '10.11.19-MariaDB-0+deb12u1',
    default_timezone: 'UTC',
    fsockopen_or_curl_enabled: true,
    soapclient_enabled: false,
    domdocument_enabled: true,
    gzip_enabled: true,
    mbstring_enabled: true,
    remote_post_successful: false,
    remote_post_response: '',
    remote_get_successful: false,
    remote_get_response: '',
  };
}

function page(name: string, id: string, block: string): Record<string, unknown> {
  const isSet = id !== '';
  return {
    page_name: name,
    page_id: id,
    page_set: isSet,
    page_exists: isSet,
    page_visible: isSet,
    shortcode: block === '' ? '' : `[${block.replace('/', '_')}]`,
    block,
    shortcode_required: block !== '',
    shortcode_present: false,
    block_present: block !== '',
    block_required: block !== '',
  };
}

function settings(state: ShopState): Record<string, unknown> {
  const names = (list: string): Record<string, string> =>
    Object.fromEntries(list.split(' ').map((name) => [name, name]));
  return {
    api_enabled: false,
    force_ssl: false,
    currency: state.config.currency,
    currency_symbol: state.config.currency === 'EUR' ? '&euro;' : '&#8362;',
    currency_position: 'left',
    thousand_separator: ',',
    decimal_separator: '.',
    number_of_decimals: 2,
    geolocation_enabled: false,
    taxonomies: names('external grouped simple variable'),
    product_visibility_terms: names(
      'exclude-from-catalog exclude-from-search featured outofstock rated-1 rated-2 rated-3 rated-4 rated-5',
    ),
    woocommerce_com_connected: 'no',
    enforce_approved_download_dirs: true,
    order_datastore: 'Automattic\\WooCommerce\\Internal\\DataStores\\Orders\\OrdersTableDataStore',
    HPOS_enabled: true,
    HPOS_sync_enabled: false,
    enabled_features: ['analytics', 'marketplace', 'custom_order_tables'],
  };
}

/** `system_status`: versions, settings and counts; the server's innards are plausible constants. */
export function systemStatus(state: ShopState): Record<string, unknown> {
  const { config } = state;
  const count = (type: string, value: number): Record<string, string> => ({ type, count: String(value) });
  return {
    environment: environment(state),
    database: {
      wc_database_version: config.wooVersion,
      database_prefix: 'wp_',
      maxmind_geoip_database: '',
      database_tables: { woocommerce: tables('wp_woocommerce_', WOO_TABLES), other: tables('wp_', OTHER_TABLES) },
      database_size: { data: 6.28, index: 5.18 },
    },
    active_plugins: [
      {
        plugin: 'woocommerce/woocommerce.php',
        name: 'WooCommerce',
        version: config.wooVersion,
        version_latest: config.wooVersion,
        url: 'https://woocommerce.com/',
        author_name: 'Automattic',
        author_url: 'https://woocommerce.com',
        network_activated: false,
      },
    ],
    inactive_plugins: [],
    dropins_mu_plugins: {
      dropins: [],
      mu_plugins: [
        { plugin: 'demo-shop.php', name: 'demo-shop.php', version: '', url: '', author_name: '', author_url: '' },
      ],
    },
    theme: {
      name: 'Twenty Twenty-Five',
      version: '1.0',
      version_latest: 0,
      author_url: 'https://wordpress.org',
      is_child_theme: false,
      is_block_theme: true,
      has_woocommerce_support: false,
      has_woocommerce_file: false,
      has_outdated_templates: false,
      overrides: [
        {
          file: '/srv/shop/wp-content/plugins/woocommerce/templates/block-notices/error.php',
          version: '8.6.0',
          core_version: '8.6.0',
        },
      ],
      parent_name: '',
      parent_version: '',
      parent_version_latest: '',
      parent_author_url: '',
    },
    settings: settings(state),
    security: { secure_connection: config.assumeHttps, hide_errors: true },
    pages: [
      page('Shop base', '5', ''),
      page('Cart', '6', 'woocommerce/cart'),
      page('Checkout', '7', 'woocommerce/checkout'),
      page('My account', '8', ''),
      page('Terms and conditions', '', ''),
    ],
    post_type_counts: [
      count('product', state.products.rowCount()),
      count('product_variation', state.variations.rowCount()),
      count('shop_coupon', state.coupons.rowCount()),
      count('shop_order_placehold', state.orders.rowCount()),
    ],
    logging: {
      logging_enabled: true,
      default_handler: 'Automattic\\WooCommerce\\Internal\\Admin\\Logging\\LogHandlerFileV2',
      retention_period_days: 30,
      level_threshold: '',
      log_directory_size: '4 KB',
    },
  };
}
