/// A name in a check's expressions, and the objects that it stands for.
public struct ObjectsVariable: Sendable, Hashable {
    public var name: String
    public var wish: ObjectsWish

    public init(_ name: String, _ wish: ObjectsWish) {
        self.name = name
        self.wish = wish
    }
}
