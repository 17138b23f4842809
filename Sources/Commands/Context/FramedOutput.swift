import Synchronization

/// A terminal with a frame of lines at its bottom that is drawn again and again, under what is written.
///
/// The cursor waits where the frame begins. So a frame is erased by erasing all below the cursor, whatever the terminal made
/// of the frame's lines when it was resized.
final class FramedOutput: Output {
    /// Gives the lines, none longer than the terminal is wide at that moment; must not write.
    typealias Frame = @Sendable () -> [String]

    private struct State {
        var frame: Frame?
        var isDrawn = false
        /// What was written last ends in the middle of a line.
        var isInLine = false
    }

    private let output: any Output
    private let state = Mutex(State())

    init(_ output: any Output) { self.output = output }

    /// What is written goes above the frame, which stays.
    func write(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        state.withLock { state in
            let erasing = Self.erasing(&state)
            state.isInLine = bytes.last != UInt8(ascii: "\n")
            // One write, so that a frame is never seen half.
            output.write(Array(erasing.utf8) + bytes + Array(Self.drawing(&state).utf8))
        }
    }

    /// Draws `frame` from now on; nil takes it away.
    func show(_ frame: Frame?) {
        state.withLock { $0.frame = frame }
        redraw()
    }

    func redraw() {
        state.withLock { state in
            let text = Self.erasing(&state) + Self.drawing(&state)
            if !text.isEmpty { output.write(text) }
        }
    }

    private static func erasing(_ state: inout State) -> String {
        defer { state.isDrawn = false }
        // The cursor may be behind an echoed `^C`. All below is erased from the second column on: from the first, a terminal
        // takes it for a cleared screen when the frame is at its top, and keeps the frame in its history.
        return state.isDrawn ? "\r\u{1B}[K \u{1B}[0J\r\u{1B}[K" : ""
    }

    private static func drawing(_ state: inout State) -> String {
        guard !state.isInLine, let lines = state.frame?(), !lines.isEmpty else { return "" }
        state.isDrawn = true
        return lines.joined(separator: "\n") + "\r" + (lines.count > 1 ? "\u{1B}[\(lines.count - 1)A" : "")
    }
}
