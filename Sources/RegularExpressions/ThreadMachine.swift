/// Follows all alternatives at once, one character at a time, in order of preference (Pike's machine): for any size.
struct ThreadMachine {
    private let program: Program
    private let input: MatchInput
    private let slotCount: Int
    private var current: ThreadList
    private var following: ThreadList
    /// Instructions that were looked at.
    private(set) var steps = 0

    private enum Job {
        case add(Int)
        case restore(slot: Int, value: Int)
    }

    /// Instructions that wait for a character, in order of preference, each with its slots.
    private struct ThreadList {
        var order: [Int] = []
        var slots: [Int] = []
        /// For each instruction, the generation in which it was added last.
        var seen: [Int]
        var generation = 0

        init(_ program: Program) { seen = Array(repeating: -1, count: program.instructions.count) }

        mutating func clear() {
            order.removeAll(keepingCapacity: true)
            slots.removeAll(keepingCapacity: true)
            generation += 1
        }
    }

    /// Fewer slots than the program has are kept when the groups do not matter; with none, any match will do.
    init(_ program: Program, _ input: MatchInput, slotCount: Int) {
        self.program = program
        self.input = input
        self.slotCount = slotCount
        current = ThreadList(program)
        following = ThreadList(program)
    }

    /// The slots of the leftmost match that begins at `position` or after it.
    mutating func match(from start: Int) -> [Int]? {
        current.clear()
        var position = start
        var found: [Int]?
        // One of each for all threads, which are many.
        var slots = Array(repeating: -1, count: slotCount)
        var stack: [Job] = []
        while true {
            if current.order.isEmpty {
                if found != nil { return found }
                guard let candidate = input.candidate(program, from: position) else { return nil }
                position = candidate
            }
            // A later start ranks behind all threads that are alive, and is of no use once there is a match.
            if found == nil, !program.isAnchored || position == 0 {
                slots.replaceSubrange(0..<slotCount, with: repeatElement(-1, count: slotCount))
                Self.add(program.start, at: position, &slots, to: &current, &stack, program, input)
            }
            let (scalar, width) = UTF8Text.scalar(in: input.bytes, at: position)
            steps += 1 + current.order.count
            following.clear()
            step: for (rank, instruction) in current.order.enumerated() {
                let next: Int
                switch program.instructions[instruction] {
                case .match:
                    if slotCount == 0 { return [] }
                    found = Array(current.slots[(rank * slotCount)..<((rank + 1) * slotCount)])
                    // Threads behind this one are worse than the match.
                    break step
                case .scalar(let wanted, let after) where width > 0 && scalar == wanted: next = after
                case .any(let after) where width > 0: next = after
                case .anyButNewline(let after) where width > 0 && scalar != 0x0A: next = after
                case .set(let index, let after) where width > 0 && program.sets[index].contains(scalar): next = after
                default: continue step
                }
                for slot in 0..<slotCount { slots[slot] = current.slots[rank * slotCount + slot] }
                Self.add(next, at: position + width, &slots, to: &following, &stack, program, input)
            }
            swap(&current, &following)
            if width == 0 { return found }
            position += width
        }
    }

    /// Static, for a copy of `self` would share the list that is changed here, and each change would copy it.
    private static func add(
        _ start: Int, at position: Int, _ slots: inout [Int], to list: inout ThreadList, _ stack: inout [Job],
        _ program: Program, _ input: MatchInput
    ) {
        stack.append(.add(start))
        while let job = stack.popLast() {
            guard case .add(var instruction) = job else {
                if case .restore(let slot, let value) = job { slots[slot] = value }
                continue
            }
            follow: while list.seen[instruction] != list.generation {
                list.seen[instruction] = list.generation
                switch program.instructions[instruction] {
                case .either(let first, let second):
                    stack.append(.add(second))
                    instruction = first
                case .save(let slot, let next):
                    if slot < slots.count {
                        stack.append(.restore(slot: slot, value: slots[slot]))
                        slots[slot] = position
                    }
                    instruction = next
                case .assertion(let assertion, let next):
                    guard input.holds(assertion, at: position) else { break follow }
                    instruction = next
                default:
                    list.order.append(instruction)
                    // One by one: appending a whole array costs more than its elements, which are few.
                    for slot in slots { list.slots.append(slot) }
                    break follow
                }
            }
        }
    }
}
