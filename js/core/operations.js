// @ts-check
// The operations of the core, by their numbers. A test of src/operation.rs compares this list with its own.
export const INIT = 0
export const IS_WANTED = 1
export const READ_FRAMES = 2
export const ENQUEUE = 3
export const COUNT_LOSS = 4
export const NOTE_RESPONSE = 5
export const DEQUEUE = 6
export const TAKE_LOSSES = 7
export const SET_SENDING = 8
export const COUNT_REPEAT = 9
