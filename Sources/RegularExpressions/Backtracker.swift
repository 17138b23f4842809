/// Tries alternatives in order and remembers every pair of instruction and place it has been at, so that none is
/// tried twice: for small programs and texts.
struct Backtracker {
    private let program: Program
    private let input: MatchInput
    private var visited: [UInt64]
    private var slots: [Int]
    private var stack: [Job] = []
    /// Instructions that were looked at, and the memory that was set aside for them.
    private(set) var steps: Int

    private enum Job {
        case run(Int, at: Int)
        case restore(slot: Int, value: Int)
    }

    static func fits(_ program: Program, _ size: Int) -> Bool {
        program.instructions.count <= RegularExpressionLimits.backtrackInstructions
            && program.instructions.count * (size + 1) <= RegularExpressionLimits.backtrackBits
    }

    init(_ program: Program, _ input: MatchInput) {
        self.program = program
        self.input = input
        visited = Array(repeating: 0, count: program.instructions.count * (input.bytes.count + 1) / 64 + 1)
        slots = Array(repeating: -1, count: program.slotCount)
        steps = 1 + visited.count / 8
    }

    /// The slots of the leftmost match that begins at `position` or after it.
    mutating func match(from position: Int) -> [Int]? {
        var position = position
        while let start = input.candidate(program, from: position) {
            if run(at: start) { return slots }
            position = start + max(UTF8Text.scalar(in: input.bytes, at: start).width, 1)
        }
        return nil
    }

    private mutating func visit(_ instruction: Int, _ position: Int) -> Bool {
        let bit = instruction * (input.bytes.count + 1) + position
        let mask: UInt64 = 1 << UInt64(bit & 63)
        if visited[bit >> 6] & mask != 0 { return false }
        visited[bit >> 6] |= mask
        return true
    }

    private mutating func run(at start: Int) -> Bool {
        stack = [.run(program.start, at: start)]
        while let job = stack.popLast() {
            guard case .run(var instruction, var position) = job else {
                if case .restore(let slot, let value) = job { slots[slot] = value }
                continue
            }
            thread: while visit(instruction, position) {
                steps += 1
                switch program.instructions[instruction] {
                case .match: return true
                case .either(let first, let second):
                    stack.append(.run(second, at: position))
                    instruction = first
                case .save(let slot, let next):
                    stack.append(.restore(slot: slot, value: slots[slot]))
                    slots[slot] = position
                    instruction = next
                case .assertion(let assertion, let next):
                    guard input.holds(assertion, at: position) else { break thread }
                    instruction = next
                case .scalar(let scalar, let next):
                    let (found, width) = UTF8Text.scalar(in: input.bytes, at: position)
                    guard width > 0, found == scalar else { break thread }
                    position += width
                    instruction = next
                case .any(let next):
                    let width = UTF8Text.scalar(in: input.bytes, at: position).width
                    guard width > 0 else { break thread }
                    position += width
                    instruction = next
                case .anyButNewline(let next):
                    let (found, width) = UTF8Text.scalar(in: input.bytes, at: position)
                    guard width > 0, found != 0x0A else { break thread }
                    position += width
                    instruction = next
                case .set(let index, let next):
                    let (found, width) = UTF8Text.scalar(in: input.bytes, at: position)
                    guard width > 0, program.sets[index].contains(found) else { break thread }
                    position += width
                    instruction = next
                }
            }
        }
        return false
    }
}
