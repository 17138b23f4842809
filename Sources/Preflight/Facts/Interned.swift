/// Equal elements become one: what thousands of objects have alike takes memory once.
struct Interned<Element: Hashable & Sendable>: Sendable {
    private var known: Set<Element> = []

    /// The element, or the equal one that came before it.
    mutating func callAsFunction(_ element: Element) -> Element { known.insert(element).memberAfterInsert }
}
