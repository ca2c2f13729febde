import type { BoardNotice, Locale, Notice, StartFailure } from '../shared/contract/engine-process.ts';
import type { TrayWords } from './timer-face.ts';

/** Main speaks in few places: the menu, dialogs without a window, and notifications. Everything else is the renderer's. */
export interface MainWords {
  readonly menu: Readonly<Record<MenuWord, string>>;
  readonly startFailure: (failure: StartFailure) => { readonly title: string; readonly body: string };
  readonly notice: (notice: Notice) => { readonly title: string; readonly body: string };
  readonly boardNotice: (notice: BoardNotice) => { readonly title: string; readonly body: string };
  readonly tray: TrayWords;
  readonly alreadyOpen: string;
  readonly tryAgain: string;
  readonly quit: string;
  readonly cancel: string;
  readonly openLink: (host: string) => { readonly title: string; readonly body: string; readonly open: string };
}

export type MenuWord =
  | 'file'
  | 'edit'
  | 'view'
  | 'window'
  | 'help'
  | 'addStore'
  | 'syncNow'
  | 'pauseSync'
  | 'settings'
  | 'close'
  | 'quit'
  | 'undo'
  | 'redo'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'selectAll'
  | 'find'
  | 'home'
  | 'products'
  | 'orders'
  | 'sync'
  | 'triage'
  | 'board'
  | 'timeLog'
  | 'bugs'
  | 'deployments'
  | 'back'
  | 'forward'
  | 'sidebar'
  | 'zoomIn'
  | 'zoomOut'
  | 'actualSize'
  | 'fullScreen'
  | 'minimize'
  | 'shortcuts'
  | 'keyHelp'
  | 'about'
  | 'reload'
  | 'developerTools';

const BOARD_TITLES_EN: Readonly<Record<BoardNotice['type'], string>> = {
  overdue: 'Task overdue',
  budget_exceeded: 'More hours than estimated',
  sprint_delay: 'Sprint behind the plan',
  bug_critical: 'Critical bug',
  deployment_failed: 'Deployment failed',
};
const BOARD_TITLES_HE: Readonly<Record<BoardNotice['type'], string>> = {
  overdue: 'משימה שעבר מועדה',
  budget_exceeded: 'יותר שעות מההערכה',
  sprint_delay: 'הספרינט מאחרי התכנון',
  bug_critical: 'תקלה קריטית',
  deployment_failed: 'הפריסה נכשלה',
};

const english: MainWords = {
  menu: {
    file: '&File',
    edit: '&Edit',
    view: '&View',
    window: '&Window',
    help: '&Help',
    addStore: 'Connect a store',
    syncNow: 'Sync now',
    pauseSync: 'Pause or resume syncing',
    settings: 'Settings',
    close: 'Close window',
    quit: 'Quit Backroom',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
    find: 'Find',
    home: 'Home',
    products: 'Products',
    orders: 'Orders',
    sync: 'Sync',
    triage: 'Triage',
    board: 'Board',
    timeLog: 'Time log',
    bugs: 'Bugs',
    deployments: 'Deployments',
    back: 'Back',
    forward: 'Forward',
    sidebar: 'Show or hide sidebar',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    actualSize: 'Actual size',
    fullScreen: 'Full screen',
    minimize: 'Minimize',
    shortcuts: 'Keyboard shortcuts',
    keyHelp: 'Where to make a REST key',
    about: 'About Backroom',
    reload: 'Reload',
    developerTools: 'Developer tools',
  },
  startFailure: (failure) => {
    const where = failure.path ?? 'the data folder';
    switch (failure.reason) {
      case 'profile-not-writable':
        return {
          title: 'Backroom cannot write to its data folder',
          body: `${where} is read-only or belongs to somebody else. Make it writable, or start with BACKROOM_PROFILE set to another folder. Nothing was changed.`,
        };
      case 'disk-full':
        return {
          title: 'The disk is full',
          body: `There is no room left for ${where}. Free some space and start again. Nothing is lost.`,
        };
      case 'database-newer-than-app':
        return {
          title: 'The data is from a newer Backroom',
          body: `${where} was written by a newer version. Install that version or a later one; this one leaves the data as it is.`,
        };
      case 'database-damaged':
        return {
          title: 'The local database is damaged',
          body: `${where} cannot be read and could not be set aside. Move it to another folder by hand and start again; the stores are then read anew.`,
        };
      case 'database-locked':
        return {
          title: 'The local database is in use',
          body: `Another program holds ${where}. Close it and try again.`,
        };
      case 'unexpected':
        return {
          title: 'Backroom could not start its engine',
          body: 'Nothing is lost. Try again; the details below help to find the cause.',
        };
    }
  },
  notice: ({ kind, storeName, count }) => {
    switch (kind) {
      case 'decisions-waiting':
        return { title: storeName, body: count === 1 ? '1 decision waits for you' : `${count} decisions wait for you` };
      case 'records-refused':
        return { title: storeName, body: count === 1 ? '1 change was refused' : `${count} changes were refused` };
      case 'store-unreachable':
        return { title: storeName, body: 'Store unreachable. Your changes are kept.' };
      case 'store-refuses-key':
        return { title: storeName, body: 'The store refuses the key. Your changes are kept.' };
    }
  },
  boardNotice: ({ type, message }) => ({ title: BOARD_TITLES_EN[type], body: message }),
  tray: { stop: 'Stop timer', open: 'Show Backroom', waiting: 'waits for an answer' },
  alreadyOpen: 'Backroom is already open on this data folder. Its window was brought to the front.',
  tryAgain: 'Try again',
  quit: 'Quit',
  cancel: 'Cancel',
  openLink: (host) => ({
    title: `Open ${host} in the browser?`,
    body: 'The address is not one of your stores.',
    open: 'Open page',
  }),
};

const hebrew: MainWords = {
  menu: {
    file: 'קובץ',
    edit: 'עריכה',
    view: 'תצוגה',
    window: 'חלון',
    help: 'עזרה',
    addStore: 'חיבור חנות',
    syncNow: 'סנכרון עכשיו',
    pauseSync: 'השהיה או המשך של הסנכרון',
    settings: 'הגדרות',
    close: 'סגירת החלון',
    quit: 'יציאה מ־Backroom',
    undo: 'ביטול פעולה',
    redo: 'ביצוע מחדש',
    cut: 'גזירה',
    copy: 'העתקה',
    paste: 'הדבקה',
    selectAll: 'בחירת הכול',
    find: 'חיפוש',
    home: 'בית',
    products: 'מוצרים',
    orders: 'הזמנות',
    sync: 'סנכרון',
    triage: 'טיפול בדחיות',
    board: 'לוח',
    timeLog: 'יומן שעות',
    bugs: 'תקלות',
    deployments: 'פריסות',
    back: 'אחורה',
    forward: 'קדימה',
    sidebar: 'הצגה או הסתרה של סרגל הצד',
    zoomIn: 'הגדלה',
    zoomOut: 'הקטנה',
    actualSize: 'גודל רגיל',
    fullScreen: 'מסך מלא',
    minimize: 'מזעור',
    shortcuts: 'קיצורי מקלדת',
    keyHelp: 'איפה יוצרים מפתח REST',
    about: 'אודות Backroom',
    reload: 'טעינה מחדש',
    developerTools: 'כלי פיתוח',
  },
  startFailure: (failure) => {
    const where = failure.path ?? 'תיקיית הנתונים';
    switch (failure.reason) {
      case 'profile-not-writable':
        return {
          title: 'אין אפשרות לכתוב לתיקיית הנתונים',
          body: `${where} מוגדרת לקריאה בלבד או שייכת למשתמש אחר. יש לאפשר כתיבה אליה, או להפעיל עם BACKROOM_PROFILE שמצביע על תיקייה אחרת. דבר לא השתנה.`,
        };
      case 'disk-full':
        return {
          title: 'הדיסק מלא',
          body: `לא נשאר מקום עבור ${where}. יש לפנות מקום ולהפעיל שוב. דבר לא אבד.`,
        };
      case 'database-newer-than-app':
        return {
          title: 'הנתונים נכתבו בגרסה חדשה יותר',
          body: `${where} נכתב בגרסה חדשה יותר של Backroom. יש להתקין אותה או גרסה מאוחרת ממנה; הנתונים נשארים כמות שהם.`,
        };
      case 'database-damaged':
        return {
          title: 'מסד הנתונים המקומי פגום',
          body: `לא ניתן לקרוא את ${where} וגם לא להזיז אותו הצידה. יש להעביר אותו ידנית לתיקייה אחרת ולהפעיל שוב; החנויות ייקראו מחדש.`,
        };
      case 'database-locked':
        return {
          title: 'מסד הנתונים המקומי בשימוש',
          body: `תוכנה אחרת מחזיקה את ${where}. יש לסגור אותה ולנסות שוב.`,
        };
      case 'unexpected':
        return {
          title: 'המנוע של Backroom לא עלה',
          body: 'דבר לא אבד. אפשר לנסות שוב; הפרטים שלמטה יעזרו למצוא את הסיבה.',
        };
    }
  },
  notice: ({ kind, storeName, count }) => {
    switch (kind) {
      case 'decisions-waiting':
        return { title: storeName, body: count === 1 ? 'החלטה אחת ממתינה לך' : `${count} החלטות ממתינות לך` };
      case 'records-refused':
        return { title: storeName, body: count === 1 ? 'שינוי אחד נדחה' : `${count} שינויים נדחו` };
      case 'store-unreachable':
        return { title: storeName, body: 'החנות לא עונה. השינויים שלך נשמרים כאן.' };
      case 'store-refuses-key':
        return { title: storeName, body: 'החנות דוחה את המפתח. השינויים שלך נשמרים כאן.' };
    }
  },
  boardNotice: ({ type, message }) => ({ title: BOARD_TITLES_HE[type], body: message }),
  tray: { stop: 'עצירת הטיימר', open: 'הצגת Backroom', waiting: 'ממתין לתשובה' },
  alreadyOpen: 'Backroom כבר פתוח על תיקיית הנתונים הזאת. החלון שלו הועבר לחזית.',
  tryAgain: 'ניסיון נוסף',
  quit: 'יציאה',
  cancel: 'ביטול',
  openLink: (host) => ({ title: `לפתוח את ${host} בדפדפן?`, body: 'הכתובת אינה אחת החנויות שלך.', open: 'פתיחת הדף' }),
};

export const wordsByLocale: Readonly<Record<Locale, MainWords>> = { en: english, he: hebrew };
