/// A parsed pattern.
indirect enum SyntaxNode: Sendable {
    case empty
    case scalar(UInt32)
    case any
    case anyButNewline
    case set(CharacterClass)
    case assertion(Assertion)
    case capture(Int, SyntaxNode)
    case sequence([SyntaxNode])
    case alternatives([SyntaxNode])
    /// No maximum means any number.
    case repeated(SyntaxNode, minimum: Int, maximum: Int?, isGreedy: Bool)

    enum Assertion: Sendable { case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary }

    var matchesEmpty: Bool {
        switch self {
        case .empty, .assertion: true
        case .scalar, .any, .anyButNewline, .set: false
        case .capture(_, let inner): inner.matchesEmpty
        case .sequence(let nodes): nodes.allSatisfy(\.matchesEmpty)
        case .alternatives(let nodes): nodes.contains(where: \.matchesEmpty)
        case .repeated(let inner, let minimum, _, _): minimum == 0 || inner.matchesEmpty
        }
    }

    /// How often the innermost part can be written out: the product of nested counts.
    var largestRepeat: Int {
        switch self {
        case .capture(_, let inner): inner.largestRepeat
        case .sequence(let nodes), .alternatives(let nodes): nodes.map(\.largestRepeat).max() ?? 1
        case .repeated(let inner, let minimum, let maximum, _):
            max(1, maximum ?? minimum) * inner.largestRepeat
        default: 1
        }
    }
}
