import { z } from 'zod';

// The page's content security policy forbids `new Function`, which zod otherwise tries for speed on first use.
z.config({ jitless: true });
