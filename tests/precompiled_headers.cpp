// The program that the precompiled headers of all tests belong to: it has no work of its own.
int main() {}
