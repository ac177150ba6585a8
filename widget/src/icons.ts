// Drawings of 24 by 24 units.

export const CHAT = "M4 5.5A2.5 2.5 0 0 1 6.5 3h11A2.5 2.5 0 0 1 20 5.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-5 5v-5.04A2.5 2.5 0 0 1 4 13.5z";
export const CLOSE = "M6 6l12 12M18 6L6 18";
export const MORE = "M3.5 12a1.9 1.9 0 1 0 3.8 0 1.9 1.9 0 1 0-3.8 0zm6.6 0a1.9 1.9 0 1 0 3.8 0 1.9 1.9 0 1 0-3.8 0zm6.6 0a1.9 1.9 0 1 0 3.8 0 1.9 1.9 0 1 0-3.8 0z";
