/** Names the permissions in messages such as "You are missing the following permission(s): directory:user:edit". */
export function findPermissions(message: string): string[] {
  const names = message.match(/[A-Za-z]\w*:[A-Za-z*]\w*:[A-Za-z*]\w*/g) ?? [];
  return [...new Set(names)];
}
