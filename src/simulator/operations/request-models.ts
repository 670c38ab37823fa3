import type { BodyModel } from '../http/check-model.ts';
import { INQUIRY_MODELS } from './inquiry-models.ts';
import { MEMBERSHIP_MODELS } from './membership-models.ts';
import { PEOPLE_MODELS } from './people-models.ts';

/** The models of request bodies, by method and path. */
export const REQUEST_MODELS: Readonly<Record<string, BodyModel>> = {
  ...PEOPLE_MODELS,
  ...MEMBERSHIP_MODELS,
  ...INQUIRY_MODELS,
};
