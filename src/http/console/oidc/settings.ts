import type { Role } from '../../../store/console-sessions.ts';

/** The OpenID provider that administrators sign in with. */
export interface OidcSettings {
  /** What the button says. */
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
  /** Name of the claim with the roles, or a path with dots. */
  readonly rolesClaim: string;
  /** What the ID token has to say of the strength of the sign-in: one `acr` of these, each `amr` of these. */
  readonly require: { readonly acr?: readonly string[]; readonly amr?: readonly string[] };
  /** Values of that claim which give each role. */
  readonly roles: Readonly<Record<Role, readonly string[]>>;
}
