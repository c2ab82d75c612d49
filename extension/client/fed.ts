// What is known of an answer that was asked for. Pure.

export type Fed<T> =
  | { readonly kind: "waiting" }
  | { readonly kind: "none"; readonly sentence: string }
  | { readonly kind: "ready"; readonly value: T };
