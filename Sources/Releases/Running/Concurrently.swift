/// Maps `elements` with at most `limit` calls under way; results come in the order of the elements.
///
/// The first error cancels the rest, which has ended when this throws.
public func concurrently<Element: Sendable, Result: Sendable>(
    _ elements: [Element], limit: Int, _ transform: @escaping @Sendable (Element) async throws -> Result
) async throws -> [Result] {
    var results: [Result?] = Array(repeating: nil, count: elements.count)
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
        var next = 0
        func add() {
            guard next < elements.count else { return }
            let index = next
            next += 1
            let element = elements[index]
            group.addTask { (index, try await transform(element)) }
        }
        for _ in 0..<max(1, limit) { add() }
        while let (index, result) = try await group.next() {
            results[index] = result
            add()
        }
    }
    return results.compactMap { $0 }
}
