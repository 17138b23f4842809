import Synchronization

/// A value that can be taken once.
final class Once<Element: Sendable>: Sendable {
    private let element: Mutex<Element?>
    init(_ element: Element?) { self.element = Mutex(element) }
    func take() -> Element? {
        element.withLock { element in
            defer { element = nil }
            return element
        }
    }
}
