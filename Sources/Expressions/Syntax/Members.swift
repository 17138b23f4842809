extension Expression {
    /// The members that the text reads of a variable by name, as `variable.name`, `variable.?name`, `variable['name']` or
    /// within `has`.
    public func members(of variable: String) -> Set<String> { root.reads(of: variable).names }

    /// Whether the text reads the variable as a whole, or a member whose name is computed.
    public func readsWhole(_ variable: String) -> Bool { root.reads(of: variable).isWhole }
}

extension MessageTemplate {
    /// The same of all its expressions.
    public func members(of variable: String) -> Set<String> {
        expressions.reduce(into: []) { $0.formUnion($1.members(of: variable)) }
    }

    public func readsWhole(_ variable: String) -> Bool { expressions.contains { $0.readsWhole(variable) } }
}

extension Node {
    fileprivate struct Reads {
        var names: Set<String> = []
        var isWhole = false
    }

    fileprivate func reads(of variable: String) -> Reads {
        var reads = Reads()
        collect(variable, into: &reads)
        return reads
    }

    private func collect(_ variable: String, into reads: inout Reads) {
        switch kind {
        case .identifier where isIdentifier(variable): reads.isWhole = true
        case .select(let operand, let field, _) where operand.isIdentifier(variable),
            .has(let operand, let field) where operand.isIdentifier(variable):
            reads.names.insert(field)
        case .index(let operand, let index, _) where operand.isIdentifier(variable):
            guard case .literal(.string(let key)) = index.kind else {
                reads.isWhole = true
                return index.collect(variable, into: &reads)
            }
            reads.names.insert(key)
        default:
            for child in kind.children { child.collect(variable, into: &reads) }
        }
    }

    private func isIdentifier(_ name: String) -> Bool {
        guard case .identifier(let own) = kind else { return false }
        return own == name || own == ".\(name)"
    }
}
