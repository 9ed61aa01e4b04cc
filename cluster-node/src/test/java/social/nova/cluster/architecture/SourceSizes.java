package social.nova.cluster.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// What in some source files is larger than a reader likes, by its name within its file: `Outer.Inner.method`.
record SourceSizes(Set<String> longFiles, Set<String> longMethods, Set<String> manyParameters) {
    static final int FILE_LINES = 300;
    static final int METHOD_LINES = 40;
    static final int PARAMETERS = 5;

    static SourceSizes of(Collection<Path> sources) throws IOException {
        var sizes = new SourceSizes(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            var task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            var positions = Trees.instance(task).getSourcePositions();
            for (var unit : task.parse()) {
                new Measure(sizes, unit, positions).scan(unit, null);
            }
        }
        return sizes;
    }

    private static final class Measure extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final SourceSizes sizes;
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final Deque<ClassTree> types = new ArrayDeque<>();

        Measure(SourceSizes sizes, CompilationUnitTree unit, SourcePositions positions) {
            this.sizes = sizes;
            this.unit = unit;
            this.positions = positions;
        }

        @Override
        public @Nullable Void visitCompilationUnit(CompilationUnitTree file, @Nullable Void nothing) {
            if (line(positions.getEndPosition(unit, file)) > FILE_LINES) {
                sizes.longFiles.add(Path.of(file.getSourceFile().getName())
                        .getFileName()
                        .toString()
                        .replace(".java", ""));
            }
            return super.visitCompilationUnit(file, null);
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
            types.addLast(type);
            super.visitClass(type, null);
            types.removeLast();
            return null;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            var name = String.join(
                            ".",
                            types.stream()
                                    .map(type -> type.getSimpleName().toString())
                                    .toList()) + "." + method.getName();
            if (lines(method) > METHOD_LINES) {
                sizes.longMethods.add(name);
            }
            if (method.getParameters().size() > PARAMETERS && !isOfRecord(method)) {
                sizes.manyParameters.add(name);
            }
            return super.visitMethod(method, null);
        }

        private boolean isOfRecord(MethodTree method) {
            return method.getName().contentEquals("<init>") && types.getLast().getKind() == Tree.Kind.RECORD;
        }

        private long lines(Tree tree) {
            return line(positions.getEndPosition(unit, tree)) - line(positions.getStartPosition(unit, tree)) + 1;
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }
}
