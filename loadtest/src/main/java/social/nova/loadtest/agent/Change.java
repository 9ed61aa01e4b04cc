package social.nova.loadtest.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.util.function.Consumer;

/// Another beginning for one method of a class.
///
/// @param type the name of the class
/// @param descriptor of the method, as the class file has it
/// @param code what each call does first
record Change(String type, String method, String descriptor, Consumer<CodeBuilder> code) {

    /// The class of that name as the loader finds it, changed.
    ///
    /// @throws IllegalStateException if there is no such class, or no such method in it
    byte[] apply(ClassLoader loader) {
        try (var found = loader.getResourceAsStream(type.replace('.', '/') + ".class")) {
            if (found == null) {
                throw new IllegalStateException("There is no class " + type);
            }
            return apply(found.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @throws IllegalStateException if the class has no such method
    byte[] apply(byte[] original) {
        // What was the code before may be dead now, and nothing is to be said of its variables.
        var file = ClassFile.of(ClassFile.DebugElementsOption.DROP_DEBUG);
        var model = file.parse(original);
        if (model.methods().stream().noneMatch(this::isMeant)) {
            throw new IllegalStateException("%s has no method %s%s".formatted(type, method, descriptor));
        }
        return file.transformClass(model, ClassTransform.transformingMethodBodies(this::isMeant, beginning()));
    }

    private boolean isMeant(MethodModel candidate) {
        return candidate.methodName().equalsString(method)
                && candidate.methodType().equalsString(descriptor)
                && candidate.code().isPresent();
    }

    private CodeTransform beginning() {
        return new CodeTransform() {
            @Override
            public void atStart(CodeBuilder builder) {
                code.accept(builder);
            }

            @Override
            public void accept(CodeBuilder builder, CodeElement element) {
                builder.with(element);
            }
        };
    }
}
