/** How good a fit is, as coefficient files state it. */
import { Type } from '@sinclair/typebox';

/** Errors in percentage points; rank correlations with the table. */
export const Scores = Type.Object(
  {
    rows: Type.Integer({ minimum: 0 }),
    rmse: Type.Number(),
    mae: Type.Number(),
    spearman: Type.Number(),
    kendall: Type.Number(),
  },
  { additionalProperties: false },
);
