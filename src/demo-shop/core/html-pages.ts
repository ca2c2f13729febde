import type { ShopState } from './state.ts';

/** What nginx itself says. */
export function htmlPage(title: string): string {
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n`;
}

/** The theme's "page not found". */
export function notFoundPage(state: ShopState): string {
  return `<!DOCTYPE html>\n<html lang="en-US">\n<head>\n\t<meta charset="UTF-8" />\n\t<meta name="viewport" content="width=device-width, initial-scale=1" />\n<meta name='robots' content='noindex, nofollow' />\n<title>Page not found &#8211; ${state.config.shopName}</title>\n</head>\n<body class="error404">\n<main><h1>Page not found</h1><p>The page you are looking for does not exist, or it has been moved.</p></main>\n</body>\n</html>\n`;
}

/** WordPress while it updates itself. */
export function maintenancePage(): string {
  return `<!DOCTYPE html>\n<html dir='ltr'>\n<head>\n\t<meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />\n\t<meta name="viewport" content="width=device-width, initial-scale=1.0">\n\t\t<title>Maintenance</title>\n</head>\n<body id="error-page">\n\t<div class="wp-die-message"><p>Briefly unavailable for scheduled maintenance. Check back in a minute.</p></div>\n</body>\n</html>\n`;
}

/** A bot check in front of the shop. */
export function captchaPage(): string {
  return `<!DOCTYPE html>\n<html lang="en-US">\n<head>\n<title>Just a moment...</title>\n<meta name="robots" content="noindex,nofollow">\n</head>\n<body>\n<h1>Checking if the site connection is secure</h1>\n<div class="captcha-box" data-sitekey="demo">Verify you are human by completing the action below.</div>\n</body>\n</html>\n`;
}

/** WordPress' sign-in form, as plugins that lock the whole site show it. */
export function loginPage(state: ShopState): string {
  return `<!DOCTYPE html>\n<html lang="en-US">\n<head>\n<title>Log In &lsaquo; ${state.config.shopName} &#8212; WordPress</title>\n</head>\n<body class="login">\n<form name="loginform" id="loginform" action="${state.config.baseUrl}/wp-login.php" method="post"><input name="log"><input name="pwd" type="password"></form>\n</body>\n</html>\n`;
}
