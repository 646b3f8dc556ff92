export function withSecret(body: string, secret: string): string {
  return JSON.stringify({ ...JSON.parse(body), secret });
}

export function withoutSecret(body: string): string {
  const { secret: _, ...rest } = JSON.parse(body);
  return JSON.stringify(rest);
}
