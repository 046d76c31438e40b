/**
 * Must be evaluated before any schema is built: compiled validators need eval, which the content security policy forbids, and
 * even asking whether eval is there would be reported as a violation.
 */
import { config } from 'zod';

config({ jitless: true });
