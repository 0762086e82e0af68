extension TableColumns {
    /// These columns and those of what items have shown besides.
    ///
    /// A column that is there stays: its name, its place and, but for the widths of numbers, its
    /// type. New attributes get columns behind the others, keys before
    /// those that are none, new fields of structs behind the other
    /// fields. What then fits no column stands in `_rest`.
    ///
    /// - Parameters:
    ///   - shape: What items have shown, no more than what the columns do not hold.
    ///   - widensNumbers: Whether columns of numbers get the width that the shape needs.
    public func grown(
        by shape: MapShape, limits: ShapeLimits, widensNumbers: Bool
    ) -> TableColumns {
        guard !shape.fields.isEmpty else { return self }
        var result = self
        var places: [AttributeName: Int] = [:]
        for (index, column) in columns.enumerated() { places[column.attribute] = index }
        var room =
            limits.columnsMax - SystemColumn.allCases.count
            - columns.reduce(0) { $0 + $1.type.leafCount }
        let growth = ColumnGrowth(limits: limits, widensNumbers: widensNumbers)
        var new: [AttributeName] = []
        for name in shape.sortedNames {
            guard let known = shape.fields[name], let known else { continue }
            guard let place = places[name] else {
                new.append(name)
                continue
            }
            let type = growth.grown(
                columns[place].type, by: known, path: [name], depth: 0, room: &room)
            result.columns[place].type = type
        }
        result.add(new, of: shape, room: &room)
        return result
    }

    private mutating func add(_ new: [AttributeName], of shape: MapShape, room: inout Int) {
        let taken = SystemColumn.names.union(columns.map { ColumnNaming.folded($0.name) })
        let names = Dictionary(
            uniqueKeysWithValues: zip(new, ColumnNaming.names(for: new, reserved: taken)))
        for attribute in keys.filter(new.contains) + new.filter({ !keys.contains($0) }) {
            guard let known = shape.fields[attribute], let known, let name = names[attribute],
                var type = ColumnType(shape: known, path: [attribute])
            else { continue }
            if type.leafCount > room { type = .json }
            guard type.leafCount <= room else {
                if !withoutRoom.contains(attribute) { withoutRoom.append(attribute) }
                continue
            }
            room -= type.leafCount
            columns.append(
                TableColumn(
                    attribute: attribute, name: name,
                    physicalName: ColumnNaming.physicalName(name, path: [attribute]), type: type))
        }
    }
}

/// Makes types of columns that hold more, without a change to what they hold already.
private struct ColumnGrowth {
    let limits: ShapeLimits
    let widensNumbers: Bool

    func grown(
        _ type: ColumnType, by shape: AttributeShape, path: [AttributeName], depth: Int,
        room: inout Int
    ) -> ColumnType {
        switch (type, shape) {
        case (.integer, .number(let number)), (.decimal, .number(let number)),
            (.digits, .number(let number)):
            return widened(type, by: number)
        case (.set(let element), .numberSet(let number)):
            return .set(widened(element, by: number))
        case (.list(let element), .list(let other)):
            guard let other else { return type }
            return .list(grown(element, by: other, path: path, depth: depth + 1, room: &room))
        case (.structure(let fields), .map(let map)):
            return .structure(grown(fields, by: map, path: path, depth: depth + 1, room: &room))
        case (.string, _), (.integer, _), (.decimal, _), (.digits, _), (.double, _),
            (.boolean, _), (.binary, _), (.list, _), (.set, _), (.structure, _), (.json, _):
            return type
        }
    }

    private func grown(
        _ fields: [TableColumn], by map: MapShape, path: [AttributeName], depth: Int,
        room: inout Int
    ) -> [TableColumn] {
        var result = fields
        var places: [AttributeName: Int] = [:]
        for (index, field) in fields.enumerated() { places[field.attribute] = index }
        var new: [AttributeName] = []
        for name in map.sortedNames {
            guard let known = map.fields[name], let known else { continue }
            guard let place = places[name] else {
                new.append(name)
                continue
            }
            result[place].type = grown(
                fields[place].type, by: known, path: path + [name], depth: depth, room: &room)
        }
        let taken = Set(fields.map { ColumnNaming.folded($0.name) })
        let names = ColumnNaming.names(for: new, reserved: taken)
        for (attribute, name) in zip(new, names) where result.count < limits.mapKeysMax {
            let path = path + [attribute]
            guard let known = map.fields[attribute], let known,
                let type = ColumnType(shape: known, path: path, depth: depth),
                type.leafCount <= room
            else { continue }
            room -= type.leafCount
            result.append(
                TableColumn(
                    attribute: attribute, name: name,
                    physicalName: ColumnNaming.physicalName(name, path: path), type: type))
        }
        return result
    }

    /// The column type that holds the numbers of a column and others.
    private func widened(_ type: ColumnType, by number: NumberShape) -> ColumnType {
        guard widensNumbers, let own = NumberShape(holding: type) else { return type }
        let joined = own.joined(number)
        return joined == own ? type : joined.columnType
    }
}

extension NumberShape {
    /// The widest numbers that a column of a type holds; nil where it holds no exact numbers.
    init?(holding type: ColumnType) {
        switch type {
        case .integer:
            self.init(fitsInt64: true, integerDigits: 19, scale: 0)
        case .decimal(let precision, let scale):
            self.init(fitsInt64: false, integerDigits: precision - scale, scale: scale)
        case .digits:
            self.init(fitsInt64: false, integerDigits: 126, scale: 130)
        case .string, .double, .boolean, .binary, .list, .set, .structure, .json:
            return nil
        }
    }
}
